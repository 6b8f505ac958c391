package dev.foldd.store;

/** What callers can do through this daemon on its database. */
public record Capabilities(boolean transactions, boolean joins, boolean fullTextSearch, boolean ttl, boolean jsonQueries,
                           boolean aggregations, boolean relations) {
}
