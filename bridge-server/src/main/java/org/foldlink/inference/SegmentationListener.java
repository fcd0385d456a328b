package org.foldlink.inference;

/** Hears of a run while it works; called on the run's own thread, so it must return at once and not throw. */
public interface SegmentationListener {

    SegmentationListener SILENT = new SegmentationListener() {
        @Override
        public void progress(Progress progress) {}

        @Override
        public void preview(Preview preview) {}
    };

    void progress(Progress progress);

    /** After each fold but the last, when {@link SegmentationOptions#previews()}. */
    void preview(Preview preview);
}
