/** The dashboard without processes and without a browser; the page itself is tested with the sample. */
package io.github.processpool.spring.dashboard;
