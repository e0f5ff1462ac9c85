/** Called beans and the statements that they run in a server of PostgreSQL. */
@NullMarked
package io.github.processpool.servers.statements;

import org.jspecify.annotations.NullMarked;
