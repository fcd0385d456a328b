package org.foldlink.inference;

class FakeRuntimeTest extends NetworkRuntimeContract {

    @Override
    protected NetworkRuntime runtime() {
        return new FakeRuntime(0.5f);
    }
}
