package io.github.processpool.internal.wire.message;

import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.SpecialRun;

/** Writes and reads the headers of {@link SpecialRun} and {@link GuestDefine}. Stateless. */
final class GuestFormat {

    private GuestFormat() {}

    static HeaderWriter write(HeaderWriter header, SpecialRun message) {
        Run run = message.run();
        return header.putInt(message.space())
                .putInt(message.attempt())
                .putString(message.key())
                .putString(message.submitter())
                .putLong(run.ticket())
                .putLong(run.taskId())
                .putInt(run.function())
                .putInt(run.arity())
                .putBody(run.values());
    }

    static SpecialRun readRun(HeaderReader header) throws ProtocolException {
        int space = header.takeInt();
        int attempt = header.takeInt();
        String key = header.takeString();
        String submitter = header.takeString();
        Run run = new Run(header.takeLong(), header.takeLong(), header.takeInt(), header.takeInt(), header.takeBody());
        return new SpecialRun(run, space, attempt, key, submitter);
    }

    static HeaderWriter write(HeaderWriter header, GuestDefine message) {
        Define define = message.define();
        return header.putInt(message.space())
                .putInt(define.id())
                .putEnum(define.kind())
                .putBody(Payload.raw(define.bytes()));
    }

    static GuestDefine readDefine(HeaderReader header) throws ProtocolException {
        int space = header.takeInt();
        Define define = new Define(
                header.takeInt(),
                header.takeEnum(DefinitionKind.VALUES),
                header.takeBody().bytes());
        return new GuestDefine(space, define);
    }
}
