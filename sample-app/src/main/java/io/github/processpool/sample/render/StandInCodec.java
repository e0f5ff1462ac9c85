package io.github.processpool.sample.render;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;

/**
 * Stands in for a native image decoder with a fault, of the kind that ends a whole process: decoders
 * for JPEG 2000 and JBIG2 have had many. The sample has no native code of its own, so an image that
 * carries the private dictionary entry {@value #MARKER} with the value {@value #CRASH} halts the JVM
 * instead. No {@code catch}, no {@code finally} and no shutdown hook sees it, which is what a crash in
 * native code looks like to the application.
 *
 * <p>It receives each page from the {@link PageRenderer}, in the worker, before the page is rendered.
 * It decodes nothing.
 */
public final class StandInCodec {

    public static final String MARKER = "ProcessPoolSampleCodec";
    public static final String CRASH = "crash";

    /** What a Unix shell reports for a process that ended with SIGABRT, as an aborting library does. */
    static final int EXIT_CODE = 134;

    private StandInCodec() {}

    static void decodeImagesOf(PDPage page) {
        PDResources resources = page.getResources();
        COSDictionary objects =
                resources == null ? null : resources.getCOSObject().getCOSDictionary(COSName.XOBJECT);
        if (objects == null) {
            return;
        }
        for (COSName name : objects.keySet()) {
            COSStream object = objects.getCOSStream(name);
            if (object != null && CRASH.equals(object.getString(MARKER))) {
                abort();
            }
        }
    }

    private static void abort() {
        System.err.println("stand-in codec: invalid pointer, aborting (a simulated crash in native code)");
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
