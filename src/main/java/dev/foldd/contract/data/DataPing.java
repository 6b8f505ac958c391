package dev.foldd.contract.data;

/** Asks how the database does. */
public record DataPing() {
}
