package dev.foldd.contract.fold;

/**
 * What became of a mutation.
 *
 * @param matched how many records its filter met; 0 when nothing was written for that reason
 */
public record FoldWritten(long matched) {
}
