import NIOCore
import NIOEmbedded
import Testing
import Tracking

@Suite("Clients that stall")
struct StallWatchTests {
    @Test("who takes more than a minute is closed, and nobody else")
    func slow() throws {
        let loop = EmbeddedEventLoop()
        let watch = StallWatch(loop)
        let (slow, quick, late) = (
            try Self.channel(loop), try Self.channel(loop), try Self.channel(loop)
        )
        _ = watch.begin(slow)
        watch.end(watch.begin(quick))
        loop.advanceTime(by: .seconds(30))
        _ = watch.begin(late)
        loop.advanceTime(by: .seconds(29))
        #expect(slow.isActive)
        // It is looked every ten seconds.
        loop.advanceTime(by: .seconds(11))
        #expect(!slow.isActive)
        #expect(quick.isActive)
        #expect(late.isActive)
        loop.advanceTime(by: .seconds(30))
        #expect(!late.isActive)
        #expect(quick.isActive)
    }

    @Test("after a time in which nobody was waited for, it is looked again")
    func again() throws {
        let loop = EmbeddedEventLoop()
        let watch = StallWatch(loop)
        watch.end(watch.begin(try Self.channel(loop)))
        loop.advanceTime(by: .hours(1))
        let slow = try Self.channel(loop)
        _ = watch.begin(slow)
        loop.advanceTime(by: .seconds(71))
        #expect(!slow.isActive)
    }

    private static func channel(_ loop: EmbeddedEventLoop) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: loop)
        try channel.connect(to: try SocketAddress(unixDomainSocketPath: "/client")).wait()
        return channel
    }
}
