package org.foldlink.clinical;

class InMemoryStoreTest extends ClinicalStoreContract {

    @Override
    protected ClinicalStore open() {
        return new InMemoryStore(StoreSamples.SMALL);
    }
}
