package dev.foldd.rpc.message;

/**
 * A message that cannot be carried out, whoever sent it.
 *
 * @param id the id it was sent under, null when there is none to be told
 */
public record RpcRefusal(Dialect dialect, Object id, RpcFailure failure) implements RpcItem {

    @Override
    public boolean notification() {
        return false;
    }
}
