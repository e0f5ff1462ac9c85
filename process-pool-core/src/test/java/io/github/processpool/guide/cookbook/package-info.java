/** The programs of docs/cookbook that need nothing but a JDK; each is shown on a page, but for its package. */
package io.github.processpool.guide.cookbook;
