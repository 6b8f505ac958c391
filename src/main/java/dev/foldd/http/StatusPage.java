package dev.foldd.http;

import java.util.List;

/** The pages that every door of HTTP has, for probes, scrapers and operators. They need no credential and change nothing. */
public enum StatusPage {
    HEALTH("/health", "The daemon's state; 503 when something is wrong", List.of(200, 503)),
    LIVE("/health/live", "Whether the process answers at all", List.of(200)),
    READY("/health/ready", "Whether the daemon wants traffic; 503 when it does not", List.of(200, 503)),
    METRICS("/metrics", "All meters in the text format of Prometheus", List.of(200)),
    VERSION("/version", "The daemon's name and version", List.of(200));

    private final String path;
    private final String summary;
    private final List<Integer> statuses;

    StatusPage(String path, String summary, List<Integer> statuses) {
        this.path = path;
        this.summary = summary;
        this.statuses = statuses;
    }

    public String path() {
        return path;
    }

    public String summary() {
        return summary;
    }

    /** With which it may be answered when nothing goes wrong. */
    public List<Integer> statuses() {
        return statuses;
    }
}
