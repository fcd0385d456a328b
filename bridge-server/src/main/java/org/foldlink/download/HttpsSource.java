package org.foldlink.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The public server itself. A download that was broken off goes on where it ended. */
public final class HttpsSource implements DownloadSource<Download> {

    private static final Duration CONNECT = Duration.ofSeconds(30);

    @Override
    public String title() {
        return "HTTPS";
    }

    @Override
    public void fetch(Download wanted, Path folder) throws IOException, InterruptedException {
        Path part = folder.resolve(wanted.file() + ".part");
        long have = Files.exists(part) ? Files.size(part) : 0;
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(wanted.url()));
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            int status = response.statusCode();
            try (InputStream body = response.body()) {
                if (status != 200 && status != 206) {
                    Files.deleteIfExists(part); // a range that the server does not have would fail for ever
                    throw new IOException("status " + status);
                }
                StandardOpenOption how =
                        status == 206 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
                try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, how)) {
                    body.transferTo(out);
                }
            }
        } catch (IOException e) {
            throw new IOException(
                    wanted.url() + " could not be read: "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    e);
        }
        Files.move(part, folder.resolve(wanted.file()), StandardCopyOption.REPLACE_EXISTING);
    }
}
