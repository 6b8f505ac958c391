package dev.foldd.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of certificates for tests, made by the JDK's own keytool. */
public final class Authority {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String name;

    private Authority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** A new one. */
    public static Authority in(Path folder, String name) {
        Authority authority = new Authority(folder, name);
        authority.keytool(name, List.of("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c",
                "-validity", "2"));
        pem(authority.file(), "CERTIFICATE", authority.entry(name, false));
        return authority;
    }

    /** Its own certificate, in PEM. */
    public Path file() {
        return folder.resolve(name + ".ca.pem");
    }

    /** A key and a certificate of it, in PEM; the key is for its owner alone. */
    public Certificate issue(String subject, String names) {
        Path request = folder.resolve(subject + ".csr");
        Path signed = folder.resolve(subject + ".signed");
        keytool(subject, List.of("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + subject, "-validity", "2"));
        keytool(subject, List.of("-certreq", "-alias", "a", "-file", request.toString()));
        keytool(name, List.of("-gencert", "-alias", "a", "-ext", "san=" + names, "-validity", "2", "-rfc", "-infile",
                request.toString(), "-outfile", signed.toString()));
        Path key = pem(folder.resolve(subject + ".key"), "PRIVATE KEY", entry(subject, true));
        try {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Certificate(signed, key);
    }

    private void keytool(String store, List<String> words) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(words);
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", folder.resolve(store + ".p12").toString(), "-storepass",
                PASSWORD));
        try {
            Process keytool = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] entry(String store, boolean privateKey) {
        try (InputStream in = Files.newInputStream(folder.resolve(store + ".p12"))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Key key = keys.getKey("a", PASSWORD.toCharArray());
            return privateKey ? key.getEncoded() : keys.getCertificate("a").getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path pem(Path file, String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        try {
            return Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
