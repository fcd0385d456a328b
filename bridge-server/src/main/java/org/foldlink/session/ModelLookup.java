package org.foldlink.session;

import java.util.List;
import java.util.Optional;
import org.foldlink.models.ModelDescriptor;

/** The models that the bridge offers; thread-safe. */
public interface ModelLookup {

    List<ModelDescriptor> all();

    default Optional<ModelDescriptor> find(String id) {
        return all().stream().filter(model -> model.id().equals(id)).findFirst();
    }
}
