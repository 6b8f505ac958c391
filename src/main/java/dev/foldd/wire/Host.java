package dev.foldd.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** The name or address of a machine, as it is configured. No name server is ever asked. */
public final class Host {

    /** 127.0.0.0/8: RFC 1122, section 3.2.1.3. */
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private Host() {
    }

    /**
     * Whether a listener there can be reached from this machine alone: an address that says so, or {@code localhost}
     * (RFC 6761, section 6.3). Any other name is not, wherever it may lead.
     */
    public static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || LOOPBACK_IPV4.matcher(host).matches()
                || host.indexOf(':') >= 0 && isLoopbackIpv6(bracketed(host));
    }

    /** An address of IPv6 in brackets, as it stands in a URL (RFC 3986, section 3.2.2); anything else as it is. */
    public static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** {@code scheme://host:port}. */
    public static String url(String scheme, String host, int port) {
        return scheme + "://" + bracketed(host) + ":" + port;
    }

    /** What stands in brackets is parsed and never looked up. */
    private static boolean isLoopbackIpv6(String bracketed) {
        try {
            return InetAddress.getByName(bracketed).isLoopbackAddress();
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
