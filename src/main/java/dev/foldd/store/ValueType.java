package dev.foldd.store;

/**
 * How a value is stored and read, alike on every database. In Java: TEXT and ENUM and DATETIME {@code String} (a datetime
 * is ISO-8601 in UTC with milliseconds, so that text order is time order), INTEGER and BIGINT {@code Long}, DOUBLE
 * {@code Double}, DECIMAL {@code BigDecimal}, BOOLEAN {@code Boolean}, JSON the compact text of a JSON value.
 */
public enum ValueType { TEXT, INTEGER, BIGINT, DOUBLE, DECIMAL, BOOLEAN, DATETIME, JSON }
