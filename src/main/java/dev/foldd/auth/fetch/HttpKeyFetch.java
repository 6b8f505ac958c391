package dev.foldd.auth.fetch;

import dev.foldd.auth.jwks.JwksConfig;
import dev.foldd.auth.jwks.JwksException;
import dev.foldd.auth.jwks.JwksFetch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Fetches keys over HTTPS, certificate and name of the server verified. Follows no redirect, since whoever can send one
 * could send us anywhere; reads no more than is allowed; gives up in time.
 */
public final class HttpKeyFetch implements JwksFetch {

    private static final int OK = 200;

    /** Directives are separated by commas and compared without case: RFC 9111, section 5.2. */
    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|,)\\s*max-age\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?=,|$)");
    private static final Pattern NOT_KEPT = Pattern.compile("(?i)(?:^|,)\\s*no-(?:store|cache)\\b");
    private static final Pattern AGE = Pattern.compile("\\s*(\\d{1,9})\\s*");

    private final HttpClient client;
    private final Duration timeout;
    private final int sizeMax;

    public HttpKeyFetch(Vertx vertx, JwksConfig config) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) config.timeout().toMillis())
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setVerifyHost(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        config.caFile().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.client = vertx.createHttpClient(options);
        this.timeout = config.timeout();
        this.sizeMax = config.sizeMax();
    }

    @Override
    public Future<Fetched> fetch(URI address) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(address.toString())
                .setFollowRedirects(false).putHeader(HttpHeaders.ACCEPT, "application/jwk-set+json, application/json")
                .setIdleTimeout(timeout.toMillis());
        Future<HttpClientRequest> opened = client.request(options);
        return opened.compose(request -> request.send().compose(response -> read(request, response)))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> {
                    opened.onSuccess(HttpClientRequest::reset);
                    return Future.failedFuture(told(cause));
                });
    }

    /** Nothing is fetched any more. */
    public Future<Void> close() {
        return client.close();
    }

    private Future<Fetched> read(HttpClientRequest request, HttpClientResponse response) {
        Promise<Fetched> read = Promise.promise();
        response.exceptionHandler(read::tryFail);
        if (response.statusCode() != OK) {
            read.tryFail(new JwksException("the server answered with " + response.statusCode()));
            request.reset();
            return read.future();
        }
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > sizeMax) {
                read.tryFail(new JwksException("the answer is larger than " + sizeMax + " bytes"));
                request.reset();
            } else {
                body.appendBuffer(part);
            }
        });
        response.endHandler(end -> read.tryComplete(
                new Fetched(body.toString(StandardCharsets.UTF_8), maxAge(response))));
        return read.future();
    }

    /** For how long the answer is fresh from now on: RFC 9111, section 4.2.1, less the age that it comes with. */
    private static Optional<Duration> maxAge(HttpClientResponse response) {
        String directives = String.join(",", response.headers().getAll(HttpHeaders.CACHE_CONTROL));
        if (NOT_KEPT.matcher(directives).find()) {
            return Optional.of(Duration.ZERO);
        }
        Matcher told = MAX_AGE.matcher(directives);
        if (!told.find()) {
            return Optional.empty();
        }
        String age = response.getHeader(HttpHeaders.AGE);
        Matcher old = AGE.matcher(age == null ? "" : age);
        long seconds = Long.parseLong(told.group(1)) - (old.matches() ? Long.parseLong(old.group(1)) : 0);
        return Optional.of(Duration.ofSeconds(Math.max(0, seconds)));
    }

    /** In words of our own: what libraries say may hold anything. */
    private static JwksException told(Throwable cause) {
        if (cause instanceof JwksException ours) {
            return ours;
        }
        if (cause instanceof TimeoutException) {
            return new JwksException("no answer came in time");
        }
        return new JwksException(cause instanceof SSLException ? "the server could not prove itself over TLS"
                : "the server could not be reached (" + cause.getClass().getSimpleName() + ")");
    }
}
