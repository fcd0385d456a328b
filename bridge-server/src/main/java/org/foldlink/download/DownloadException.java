package org.foldlink.download;

/** A file could not be fetched, or is another one; the message says what to do. */
public final class DownloadException extends Exception {

    DownloadException(String message) {
        super(message);
    }
}
