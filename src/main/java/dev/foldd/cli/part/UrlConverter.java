package dev.foldd.cli.part;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a WebSocket door. What is refused is not repeated, since it may have a token in it. */
public final class UrlConverter implements ITypeConverter<URI> {

    private static final int PORT_MAX = 65_535;
    private static final String WANTED = "must be ws://HOST:PORT/ or wss://HOST:PORT/, as 'foldd run' prints it";

    @Override
    public URI convert(String text) {
        URI url;
        try {
            url = new URI(text.trim());
        } catch (URISyntaxException notAnAddress) {
            throw new TypeConversionException(WANTED);
        }
        String scheme = String.valueOf(url.getScheme());
        if (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")) {
            throw new TypeConversionException(WANTED + "; http:// addresses are for 'foldd health'");
        }
        if (!scheme.equalsIgnoreCase("ws") && !scheme.equalsIgnoreCase("wss") || url.getHost() == null) {
            throw new TypeConversionException(WANTED);
        }
        if (url.getPort() > PORT_MAX) {
            throw new TypeConversionException("has the port " + url.getPort() + ", and ports end at " + PORT_MAX);
        }
        return url;
    }
}
