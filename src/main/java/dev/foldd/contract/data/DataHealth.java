package dev.foldd.contract.data;

import java.time.Duration;

/** Whether the database answered, and how long that took. */
public record DataHealth(boolean connected, Duration latency) {
}
