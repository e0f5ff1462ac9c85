package io.github.processpool.sample.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageRepositoryTest {

    private final PageRepository pages = PageDatabase.empty();

    @Test
    void givesThePagesOfOneProcessingInTheirOrder() {
        pages.add("d1", 1, page(2));
        pages.add("d1", 1, page(1));
        pages.add("d1", 2, page(3));
        pages.add("d2", 1, page(4));

        assertThat(pages.pagesOf("d1", 1)).containsExactly(page(1), page(2));
        assertThat(pages.pagesOf("d3", 1)).isEmpty();
    }

    @Test
    void forgetsOneProcessingOrAllOfADocument() {
        pages.add("d1", 1, page(1));
        pages.add("d1", 2, page(1));
        pages.add("d1", 3, page(1));
        pages.add("d2", 1, page(1));

        pages.forget("d1", 1);
        assertThat(pages.pagesOf("d1", 1)).isEmpty();
        assertThat(pages.pagesOf("d1", 2)).hasSize(1);

        pages.forget("d1");
        assertThat(pages.pagesOf("d1", 2)).isEmpty();
        assertThat(pages.pagesOf("d1", 3)).isEmpty();
        assertThat(pages.pagesOf("d2", 1)).hasSize(1);
    }

    @Test
    void takesTheLongestExcerptThereIs() {
        RenderedPage longest = new RenderedPage(1, 509, 720, PlainText.oneLine("𝄞".repeat(300), 280), 4711);

        pages.add("d1", 1, longest);

        assertThat(pages.pagesOf("d1", 1)).containsExactly(longest);
    }

    @Test
    void keepsAPageAsTheLastAttemptHasRenderedIt() {
        pages.add("d1", 1, page(1));
        RenderedPage again = new RenderedPage(1, 509, 720, "text 1", 4712);

        pages.add("d1", 1, again);

        assertThat(pages.pagesOf("d1", 1)).containsExactly(again);
    }

    @Test
    void givesNumbersToDocuments() {
        assertThat(pages.nextDocument()).isEqualTo(1);
        assertThat(pages.nextDocument()).isEqualTo(2);
    }

    private static RenderedPage page(int number) {
        return new RenderedPage(number, 509, 720, "text " + number, 4711);
    }
}
