package dev.foldd.wire;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Judges Host headers against DNS rebinding: a page from elsewhere whose name has been pointed at this machine is, to
 * the browser, of the same origin as this door. Such a page must come by a name. An address passes therefore, and a
 * name passes when it is listed.
 */
public final class Hosts {

    /** Any name passes. */
    public static final String ANY = "*";

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[0-9a-zA-Z]+)?]?");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

    private final Set<String> names;
    private final boolean any;

    /** @param allowed the names that pass; {@link #ANY} among them lets every name pass */
    public Hosts(Collection<String> allowed) {
        this.any = allowed.contains(ANY);
        this.names = allowed.stream().map(Hosts::canonical).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The names that pass on a listener.
     *
     * @param listed what is configured; nothing stands for the default
     * @param bound the address that is listened at; on loopback the default is its name
     * @param beyond the default on every other address
     */
    public static List<String> listedOr(List<String> listed, String bound, List<String> beyond) {
        return !listed.isEmpty() ? listed : Host.isLoopback(bound) ? List.of("localhost") : beyond;
    }

    /** @param header the Host header as it came, with or without a port */
    public boolean allows(String header) {
        if (any) {
            return true;
        }
        String host = canonical(withoutPort(header));
        return isAddress(host) || names.contains(host);
    }

    private static boolean isAddress(String host) {
        return IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
    }

    /** A bare IPv6 address is all colons, so only what stands in brackets can have a port behind it. */
    private static String withoutPort(String header) {
        if (header.startsWith("[") || header.indexOf(':') == header.lastIndexOf(':')) {
            return PORT.matcher(header).replaceFirst("");
        }
        return header;
    }

    private static String canonical(String name) {
        String lower = name.trim().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
