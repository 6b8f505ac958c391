package dev.foldd.contract.ops;

/** All meters in Prometheus' text format, version 0.0.4. */
public record MetricsPage(String text) {
}
