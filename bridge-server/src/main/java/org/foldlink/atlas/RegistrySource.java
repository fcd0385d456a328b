package org.foldlink.atlas;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** The public registry itself, by HTTPS. */
final class RegistrySource implements PackageSource {

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration WHOLE = Duration.ofMinutes(30);

    @Override
    public String title() {
        return "HTTPS";
    }

    @Override
    public void fetch(AtlasPackage wanted, Path folder) throws IOException, InterruptedException {
        Path part = folder.resolve(wanted.file() + ".part");
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(wanted.url())).timeout(WHOLE).build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.ofFile(part)).statusCode();
            if (status != 200) {
                throw new IOException("status " + status);
            }
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw new IOException(
                    wanted.url() + " could not be read: "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    e);
        }
        Files.move(part, folder.resolve(wanted.file()), StandardCopyOption.REPLACE_EXISTING);
    }
}
