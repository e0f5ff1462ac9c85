package io.github.processpool.sample.make;

import java.awt.image.BufferedImage;

/**
 * Pictures computed pixel by pixel. {@link StrictMath} only, so that every machine computes the same
 * ones.
 */
enum Picture {
    DUNES("Dunes. Two sine waves for the crests and a gradient for the evening sky.") {
        @Override
        int colorAt(double x, double y) {
            double crest = 0.55 + 0.12 * wave(x * 5) + 0.05 * wave(x * 13 + 2);
            double second = 0.72 + 0.09 * wave(x * 4 + 4);
            if (y > second) {
                return mix(0xc8682c, 0x6e2f13, (y - second) * 3);
            }
            return y > crest ? mix(0xf0b26b, 0xc8682c, (y - crest) * 4) : mix(0x27507d, 0xf7d9b0, y * 1.6);
        }
    },
    LAGOON("Lagoon. The rings of two stones that fell into the same water.") {
        @Override
        int colorAt(double x, double y) {
            double ring = wave(StrictMath.hypot(x - 0.35, y - 0.6) * 46) * 0.5
                    + wave(StrictMath.hypot(x - 0.8, y - 0.3) * 38) * 0.5;
            return mix(0x06404f, 0x9fe0d2, 0.5 + 0.45 * ring);
        }
    },
    COAST("Coast. A small piece of the Mandelbrot set, which looks like a shore from above.") {
        @Override
        int colorAt(double x, double y) {
            double cr = (x - 0.5) * 0.016 - 0.7435;
            double ci = (y - 0.5) * 0.012 + 0.1314;
            double a = 0;
            double b = 0;
            int steps = 0;
            while (steps < 220 && a * a + b * b < 4) {
                double next = a * a - b * b + cr;
                b = 2 * a * b + ci;
                a = next;
                steps++;
            }
            return steps == 220 ? 0x0b1d2a : mix(0x123c5a, 0xf6e7c1, StrictMath.sqrt(steps / 220.0) * 1.3);
        }
    },
    NIGHT("Night. A disc, its halo, and hills that are cut out of the dark.") {
        @Override
        int colorAt(double x, double y) {
            double moon = StrictMath.hypot((x - 0.7) * 0.72, y - 0.26);
            if (moon < 0.09) {
                return mix(0xfffbe6, 0xe9d9a4, moon * 9);
            }
            double hill = 0.74 + 0.08 * wave(x * 6) + 0.03 * wave(x * 21);
            return y > hill ? 0x07121f : mix(0x0d1b3e, 0x4b4f8c, y + 0.25 / (1 + 12 * moon));
        }
    },
    MEADOW("Meadow. Blades of grass from two waves that disturb each other.") {
        @Override
        int colorAt(double x, double y) {
            double blade = wave(x * 160 + 9 * wave(y * 7)) * 0.5 + wave(x * 67 + y * 30) * 0.5;
            return y < 0.35 ? mix(0x7fb7e6, 0xe7f3fb, y * 2.8) : mix(0x2c5d27, 0xa9c95b, 0.5 + 0.5 * blade * y);
        }
    },
    WEAVE("Weave. Warp and weft, with a third wave that makes the cloth shimmer.") {
        @Override
        int colorAt(double x, double y) {
            double warp = wave(x * 60) * wave(y * 60);
            return mix(0x6b2340, 0xf0c987, 0.5 + 0.5 * warp * wave((x + y) * 9));
        }
    };

    private final String caption;

    Picture(String caption) {
        this.caption = caption;
    }

    String caption() {
        return caption;
    }

    /** The colour at a place of the unit square, as 0xRRGGBB. */
    abstract int colorAt(double x, double y);

    BufferedImage draw(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, colorAt((double) x / width, (double) y / height));
            }
        }
        return image;
    }

    private static double wave(double angle) {
        return StrictMath.sin(angle);
    }

    private static int mix(int from, int to, double share) {
        double part = Math.max(0, Math.min(1, share));
        return channel(from, to, part, 16) | channel(from, to, part, 8) | channel(from, to, part, 0);
    }

    private static int channel(int from, int to, double part, int shift) {
        int low = from >> shift & 0xff;
        int high = to >> shift & 0xff;
        return (int) (low + (high - low) * part) << shift;
    }
}
