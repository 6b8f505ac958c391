package dev.foldd.contract.ops;

/** Asks for all meters. */
public record MetricsQuestion() {
}
