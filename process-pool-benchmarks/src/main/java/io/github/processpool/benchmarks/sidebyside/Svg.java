package io.github.processpool.benchmarks.sidebyside;

import java.util.Locale;

/**
 * Writes a drawing as SVG, element by element: shapes have a class, and the style sheet has the colours, for light screens and dark
 * ones. Used by one thread.
 */
final class Svg {

    private static final String STYLE = """
            <style>
              svg { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", Arial, sans-serif; font-size: 13px }
              .paper { fill: #ffffff }
              text { fill: #1f2328 }
              .title { font-size: 16px; font-weight: 600 }
              .quiet { fill: #59636e; font-size: 11px }
              .grid { stroke: #d8dee4; stroke-width: 1 }
              .axis { stroke: #59636e; stroke-width: 1.5 }
              .better { fill: #1f6feb }
              .worse { fill: #bc4c00 }
              .line { stroke: #1f6feb; stroke-width: 2.5; fill: none }
              @media (prefers-color-scheme: dark) {
                .paper { fill: #0d1117 }
                text { fill: #e6edf3 }
                .quiet { fill: #9198a1 }
                .grid { stroke: #30363d }
                .axis { stroke: #9198a1 }
                .better { fill: #58a6ff }
                .worse { fill: #f0883e }
                .line { stroke: #58a6ff }
              }
            </style>
            """;

    private final StringBuilder shapes = new StringBuilder();

    /** Where a text has its {@code x}. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    void text(double x, double y, Anchor anchor, String style, String text) {
        shapes.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
                x,
                y,
                anchor.name().toLowerCase(Locale.ROOT),
                style,
                escaped(text)));
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        shapes.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                style));
    }

    void rectangle(double x, double y, double width, double height, String style) {
        shapes.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                style));
    }

    void dot(double x, double y, String style) {
        shapes.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"%s\"/>%n", x, y, style));
    }

    /** The whole drawing; the description is for those who do not see it. */
    String drawing(int width, int height, String title, String description) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
                <title>%3$s</title>
                <desc>%4$s</desc>
                %5$s<rect width="%1$d" height="%2$d" class="paper"/>
                %6$s</svg>
                """.formatted(width, height, escaped(title), escaped(description), STYLE, shapes);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
