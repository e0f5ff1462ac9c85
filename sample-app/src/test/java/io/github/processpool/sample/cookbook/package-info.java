/** The programs of docs/cookbook that need libraries; each is shown on a page, but for its package. */
package io.github.processpool.sample.cookbook;
