package dev.foldd.limit;

/**
 * What one client can choose its address from. An IPv4 address stands for itself. Of IPv6, whoever has one address has
 * the 2^64 of its network (RFC 6177, section 2), so limits count by the first 64 bits. Whoever comes by a Unix socket, as
 * {@code unix:uid=1000,gid=1000,pid=5}, has as many processes as he likes, so they count by the user.
 */
final class ClientNetwork {

    private static final String LOCAL = "unix:";
    private static final int GROUPS = 8;
    private static final int NETWORK_GROUPS = 4;

    private ClientNetwork() {
    }

    /**
     * @param address as the system writes it; anything that is not IPv6, or holds an IPv4 address, is returned as it is
     */
    static String of(String address) {
        if (address.startsWith(LOCAL)) {
            int rest = address.indexOf(',');
            return rest < 0 ? address : address.substring(0, rest);
        }
        if (address.indexOf(':') < 0 || address.indexOf('.') >= 0) {
            return address;
        }
        int cut = 0;
        for (int colons = 0; cut < address.length(); cut++) {
            if (address.charAt(cut) != ':') {
                continue;
            }
            if (++colons == NETWORK_GROUPS) {
                return address.substring(0, cut);
            }
            if (cut + 1 < address.length() && address.charAt(cut + 1) == ':') {
                return abbreviated(address, cut);
            }
        }
        return address;
    }

    /** {@code ::} stands for as many groups of zeros as are missing. */
    private static String abbreviated(String address, int gap) {
        String[] before = gap == 0 ? new String[0] : address.substring(0, gap).split(":");
        String rest = address.substring(gap + 2);
        String[] after = rest.isEmpty() ? new String[0] : rest.split(":");
        int zeros = Math.max(0, GROUPS - before.length - after.length);
        StringBuilder network = new StringBuilder();
        for (int group = 0; group < NETWORK_GROUPS; group++) {
            network.append(group == 0 ? "" : ":");
            if (group < before.length) {
                network.append(before[group]);
            } else if (group < before.length + zeros) {
                network.append('0');
            } else if (group - before.length - zeros < after.length) {
                network.append(after[group - before.length - zeros]);
            }
        }
        return network.toString();
    }
}
