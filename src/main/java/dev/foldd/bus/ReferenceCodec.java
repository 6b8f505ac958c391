package dev.foldd.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands messages over as they are, and refuses the wire. */
final class ReferenceCodec implements MessageCodec<Bus.Parcel, Bus.Parcel> {

    static final String NAME = "foldd.reference";

    @Override
    public void encodeToWire(Buffer buffer, Bus.Parcel parcel) {
        throw new UnsupportedOperationException("local messages do not leave this process");
    }

    @Override
    public Bus.Parcel decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("local messages do not come from outside this process");
    }

    @Override
    public Bus.Parcel transform(Bus.Parcel parcel) {
        return parcel;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
