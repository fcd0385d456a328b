package org.foldlink.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelGuard;
import org.foldlink.models.SigningKeys;
import org.jspecify.annotations.Nullable;

/**
 * Where models are looked for.
 *
 * @param folders of model folders; of two models by one name that of the first folder is taken
 * @param signer file of the public key that must have signed every model, if one is asked for
 */
record ModelFolders(List<Path> folders, Optional<Path> signer) {

    ModelFolders {
        folders = List.copyOf(folders);
    }

    /** @param given the user's {@code --models}; without it, the models that were added and those that come with FoldLink */
    static ModelFolders of(@Nullable Path given) {
        return new ModelFolders(given == null ? Home.modelFolders() : List.of(given), Optional.empty());
    }

    ModelFolders withSigner(Path key) {
        return new ModelFolders(folders, Optional.of(key));
    }

    ModelGuard guard() throws ModelException {
        return signer.isPresent() ? ModelGuard.signedBy(SigningKeys.publicKey(signer.get())) : ModelGuard.NONE;
    }

    @Override
    public String toString() {
        return String.join(", ", folders.stream().map(String::valueOf).toList());
    }
}
