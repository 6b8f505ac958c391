package dev.foldd.contract.ops;

/** Asks for the daemon's state. */
public record HealthQuestion() {
}
