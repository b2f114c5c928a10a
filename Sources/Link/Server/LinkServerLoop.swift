import CLinux
import Domain
import Glibc

/// The work of the server's thread.
final class LinkServerLoop {
    /// How long no connection is taken when the process has no descriptor left for it.
    private static let acceptPause = Duration.seconds(1)

    private let place: SocketPlace
    private var listener: Int32?
    private let door: any EngineDoor
    private let setting: LinkServer.Setting
    private let owners: RunOwners
    private let messages: Mailbox<LinkServer.Message>
    private let growth: GrowthTally
    private let coder = FrameCoder()
    private var peers: [Int: LinkPeer] = [:]
    /// Clients are numbered, so that a late answer never reaches another one.
    private var lastClient = 0
    private var acceptAt = ContinuousClock.now
    /// Made for the first guest that reads.
    private var readings: GuestReadings?
    private var pace = GuestPace()
    private var names: [uid_t: String] = [:]
    private var logs = LogWatches()
    private var logsQuietUntil = ContinuousClock.now
    /// Of the project, as the guests' screens show it; nil while none looked.
    private var files: FileWatch?
    private var filesQuietUntil = ContinuousClock.now
    /// When something of a guest's may go on that came too early.
    private var guestsWait: ContinuousClock.Instant?
    /// Somebody was connected.
    private var wasUsed = false
    /// Set by the end: until when answers are given out, and who waits for it.
    private var farewell: (until: ContinuousClock.Instant, done: Mailbox<Void>)?

    init(
        place: SocketPlace,
        listener: Int32,
        door: any EngineDoor,
        setting: LinkServer.Setting,
        owners: RunOwners,
        messages: Mailbox<LinkServer.Message>,
        growth: GrowthTally
    ) {
        self.place = place
        self.listener = listener
        self.door = door
        self.setting = setting
        self.owners = owners
        self.messages = messages
        self.growth = growth
    }

    /// Works until the end was told to all clients.
    func run() {
        while true {
            wait()
            for message in messages.take() { handle(message) }
            guestsWait = nil
            for client in peers.keys.sorted() { attend(client) }
            beginReadings()
            let isUsed = peers.values.contains(where: \.isGreeted)
            growth.setListeners(isUsed)
            if isUsed != wasUsed { setting.used(isUsed) }
            wasUsed = isUsed
            guard let farewell else { continue }
            guard peers.isEmpty || farewell.until <= .now else { continue }
            peers = [:]
            readings?.stop()
            logs.close()
            files?.close()
            farewell.done.post(())
            return
        }
    }

    // MARK: - Waiting

    /// Waits until something is to be done; reads what came and takes who came.
    private func wait() {
        var entries = [pollfd(fd: messages.descriptor, events: Int16(POLLIN), revents: 0)]
        let isOpen = peers.count < LinkLimits.clients * 2 && acceptAt <= .now
        entries.append(pollfd(fd: isOpen ? listener ?? -1 : -1, events: Int16(POLLIN), revents: 0))
        let hearsLogs = logsQuietUntil <= .now
        entries.append(
            pollfd(fd: hearsLogs ? logs.descriptor : -1, events: Int16(POLLIN), revents: 0)
        )
        let hearsFiles = filesQuietUntil <= .now
        entries.append(
            pollfd(fd: hearsFiles ? files?.descriptor ?? -1 : -1, events: Int16(POLLIN), revents: 0)
        )
        let clients = peers.keys.sorted()
        for client in clients {
            guard let peer = peers[client] else { continue }
            entries.append(peer.stream.entry(wantsMore: wantsMore(peer)))
        }
        _ = poll(&entries, nfds_t(entries.count), timeout)
        if entries[1].isReadable { accept() }
        if entries[2].isReadable { hearLogs() }
        if entries[3].isReadable { hearFiles() }
        for (client, entry) in zip(clients, entries.dropFirst(4)) {
            guard let peer = peers[client] else { continue }
            if entry.isReadable, wantsMore(peer) { peer.stream.read() }
            if entry.isGone, !wantsMore(peer) { drop(client) }
        }
    }

    /// A guest that took more than its share is listened to later.
    private func wantsMore(_ peer: LinkPeer) -> Bool {
        peer.wantsMore && (!peer.isGuest || pace.wait(of: peer.user, at: .now) == nil)
    }

    private func hearLogs() {
        logsQuietUntil = .now + LinkLimits.logTime
        for (client, attempts) in logs.grown() { peers[client]?.tell(logs: attempts) }
    }

    /// Guests may not be able to watch the files themselves.
    private func hearFiles() {
        filesQuietUntil = .now + LinkLimits.fileTime
        guard files?.takeChanges() == true else { return }
        let note = GrowthNote(Growth(position: .start, runs: []))
        for (client, peer) in peers where peer.isGuest { peers[client]?.tell(note) }
    }

    /// Until a client has to have greeted, the end is over, or connections are taken again.
    private var timeout: Int32 {
        var moments = peers.values.filter { !$0.isGreeted || $0.isLeaving }.map(\.deadline)
        moments += peers.values.compactMap(\.stallEnd)
        if let guestsWait { moments.append(guestsWait) }
        if logs.descriptor >= 0, logsQuietUntil > .now { moments.append(logsQuietUntil) }
        if files != nil, filesQuietUntil > .now { moments.append(filesQuietUntil) }
        if let farewell { moments.append(farewell.until) }
        if acceptAt > .now { moments.append(acceptAt) }
        guard let next = moments.min() else { return -1 }
        return Int32(max(0, (next - .now).seconds * 1_000)) + 1
    }

    // MARK: - Clients

    private func accept() {
        guard let listener else { return }
        let socket = clinux_accept(listener)
        guard socket >= 0 else {
            if errno == EMFILE || errno == ENFILE { acceptAt = .now + Self.acceptPause }
            return
        }
        guard let user = SocketPlace.peer(of: socket)?.user else {
            close(socket)
            return
        }
        let isGuest = user != setting.owner
        // Those that are told to leave count, too, or coming again and again would fill all.
        guard !isGuest || peers.values.count(where: \.isGuest) < LinkLimits.clients else {
            close(socket)
            return
        }
        lastClient += 1
        peers[lastClient] = LinkPeer(
            stream: SocketStream(
                socket,
                lineLimit: isGuest ? LinkLimits.guestFrame : LinkLimits.frame
            ),
            user: user,
            actor: .person(name(of: user)),
            isGuest: isGuest,
            deadline: .now + LinkLimits.greeting
        )
        if let reason = crowd(with: user, isGuest) { turnAway(lastClient, reason) }
    }

    /// Why there is no room for one more of a user's, who is there already.
    private func crowd(with user: uid_t, _ isGuest: Bool) -> String? {
        let present = peers.values.filter { !$0.isLeaving }
        if present.count > LinkLimits.clients {
            return "\(LinkLimits.clients) screens and commands use the engine. Close some."
        }
        guard isGuest else { return nil }
        if present.count(where: { $0.user == user }) > LinkLimits.guestsOfOne {
            return
                "\(LinkLimits.guestsOfOne) screens and commands of \(name(of: user)) use the "
                + "engine. Close some."
        }
        guard present.count(where: \.isGuest) > LinkLimits.guests else { return nil }
        return "\(LinkLimits.guests) screens and commands of others use \(ownerName)'s engine."
            + " Close some."
    }

    private var ownerName: String { name(of: setting.owner) }

    /// Asked once for each user: some machines ask others for it.
    private func name(of user: uid_t) -> String {
        if let name = names[user] { return name }
        let name = setting.name(user)
        names[user] = name
        return name
    }

    /// Takes the frames that came from a client, and gives out what waits for it.
    private func attend(_ client: Int) {
        while let peer = peers[client], peer.wantsMore {
            if peer.isGuest, let time = pace.wait(of: peer.user, at: .now) {
                guestsWait = min(guestsWait ?? time, time)
                break
            }
            guard let line = peer.stream.line() else { break }
            guard let frame = coder.frame(ClientFrame.self, of: line) else {
                let version = setting.welcome.version
                turnAway(client, "The engine, of Pitwall \(version), does not understand that.")
                break
            }
            take(frame, of: line.count, from: client)
        }
        guard var peer = peers[client] else { return }
        if peer.stream.isTooLong {
            let limit = peer.isGuest ? LinkLimits.guestFrame : LinkLimits.frame
            turnAway(client, "A message to the engine has more than \(limit) bytes.")
        } else if !peer.isGreeted, peer.deadline <= .now {
            turnAway(client, "A client of the engine did not say who it is in time.")
        }
        if peer.isGreeted, !peer.isLeaving, let note = peer.growth,
            peer.stream.waiting < LinkLimits.waitingBytes
        {
            peer.growth = nil
            peers[client] = peer
            send(.grew(note), to: client)
        }
        peer.stream.write()
        peers[client]?.noteTaking(at: .now)
        let isStalled = peers[client]?.stallEnd.map { $0 <= .now } ?? false
        let isLate = peers[client].map { $0.isLeaving && $0.deadline <= .now } ?? true
        let hasLeft = peers[client].map { $0.isLeaving && $0.stream.waiting == 0 } ?? true
        if peer.stream.isOver || peer.stream.isDeaf || hasLeft || isLate || isStalled {
            drop(client)
        }
    }

    private func drop(_ client: Int) {
        peers[client] = nil
        owners.forget(client: client)
        logs.forget(client: client)
        if files != nil, !peers.values.contains(where: \.isGuest) {
            files?.close()
            files = nil
        }
    }

    private func send(_ frame: ServerFrame, to client: Int) {
        guard let peer = peers[client] else { return }
        if let line = coder.line(frame) {
            peer.stream.add(line)
        } else if let number = frame.number {
            let refusal = Refusal(.worldFailed, "The engine's answer is too long to be sent.")
            peer.stream.add(coder.line(ServerFrame.refusal(number: number, refusal: refusal)) ?? [])
        }
    }

    /// Closes a client's connection with a reason, within the time of a greeting.
    private func turnAway(_ client: Int, _ reason: String) {
        guard let peer = peers[client], !peer.isLeaving else { return }
        // Nobody fills the log by coming again and again.
        if !peer.isGuest || pace.wait(of: peer.user, at: .now) == nil {
            setting.note("\(peer.actor): \(reason)")
        }
        if peer.isGuest { pace.add(LinkLimits.turnCost, of: peer.user, at: .now) }
        send(.refused(Refusal(.badInput, reason)), to: client)
        var leaving = LinkPeer(
            stream: peer.stream,
            user: peer.user,
            actor: peer.actor,
            isGuest: peer.isGuest,
            deadline: .now + LinkLimits.greeting
        )
        leaving.isLeaving = true
        peers[client] = leaving
    }

    // MARK: - Frames

    private func take(_ frame: ClientFrame, of bytes: Int, from client: Int) {
        guard let peer = peers[client] else { return }
        switch (frame, peer.isGreeted) {
        case (.hello(let number, let version), false):
            greet(client, protocol: number, version: version)
        case (.hello, true):
            turnAway(client, "A client of the engine greeted twice.")
        case (.command, false), (.lease, false), (.end, false), (.read, false):
            turnAway(client, "A client of the engine asked before it said who it is.")
        case (.command(let number, let command), true):
            guard begin(number, of: client) else { return }
            if peer.isGuest { pace.add(GuestPace.cost(ofCommand: bytes), of: peer.user, at: .now) }
            send(command, number, from: peer, client)
        case (.lease(let number, let attempt), true):
            guard begin(number, of: client) else { return }
            lease(attempt, number, to: peer, client)
        case (.read(let number, let query), true):
            guard begin(number, of: client) else { return }
            peers[client]?.readings.append((number, query))
        case (.end(let number), true):
            guard begin(number, of: client) else { return }
            end(number, of: client)
        }
    }

    private func send(_ command: Command, _ number: Int, from peer: LinkPeer, _ client: Int) {
        if peer.isGuest, let refusal = GuestRights.refusal(of: command, owner: ownerName) {
            return answer(number, of: client, .refusal(number: number, refusal: refusal))
        }
        // A stage that needs a terminal never comes to a guest's.
        let owners = peer.isGuest ? nil : owners
        let messages = messages
        door.send(command, by: peer.actor) { result in
            owners?.note(command, result, by: .client(client))
            messages.post(.answer(client: client, number: number, result))
        }
    }

    private func lease(_ attempt: AttemptID, _ number: Int, to peer: LinkPeer, _ client: Int) {
        do throws(Refusal) {
            if peer.isGuest { throw GuestRights.refusal(ofLease: attempt, owner: ownerName) }
            try owners.check(attempt, for: .client(client))
            answer(number, of: client, .launch(number: number, launch: try door.lease(attempt)))
        } catch {
            answer(number, of: client, .refusal(number: number, refusal: error))
        }
    }

    private func beginReadings() {
        guard farewell == nil, peers.values.contains(where: { !$0.readings.isEmpty }) else {
            return
        }
        if readings == nil {
            let messages = messages
            readings = try? GuestReadings { messages.post(.read($0)) }
        }
        // Without a descriptor left it is tried again with whatever comes next.
        let time = readings?.begin(&peers, pace: pace, reading: setting.reading)
        if let time { guestsWait = min(guestsWait ?? time, time) }
    }

    private func greet(_ client: Int, protocol number: Int, version: String) {
        guard number == LinkLimits.protocolNumber else {
            turnAway(
                client,
                "The engine is of Pitwall \(setting.welcome.version), the client of \(version); "
                    + "they do not understand each other. Use the same version."
            )
            return
        }
        guard !place.isAway else { return leave(to: client) }
        // First, so that no growth is missed by a client that was welcomed.
        growth.setListeners(true)
        peers[client]?.isGreeted = true
        send(.welcome(setting.welcome), to: client)
    }

    /// An engine whose folder was moved looks for everything where nothing is any more: it ends, so
    /// that the client can start one that does not.
    private func leave(to client: Int) {
        if let end = setting.moved ?? setting.end { return end() }
        turnAway(
            client,
            "The engine in process \(setting.welcome.pid) was started when this was "
                + "'\(place.path)'. End that screen or command, and start again; stages that run "
                + "go on."
        )
    }

    private func end(_ number: Int, of client: Int) {
        guard peers[client]?.isGuest == false else {
            let refusal = GuestRights.refusal(ofEndBy: ownerName)
            return answer(number, of: client, .refusal(number: number, refusal: refusal))
        }
        guard let end = setting.end else {
            let refusal = Refusal(
                .badInput,
                "The engine runs in the process \(setting.welcome.pid) of a screen or command; "
                    + "end that one."
            )
            return answer(number, of: client, .refusal(number: number, refusal: refusal))
        }
        answer(number, of: client, .reply(number: number, reply: Reply(position: .start)))
        end()
    }

    /// Marks a request as taken; a number that is open already is a mistake.
    private func begin(_ number: Int, of client: Int) -> Bool {
        if peers[client]?.open.insert(number).inserted == true { return true }
        turnAway(client, "A client of the engine used a number for two requests.")
        return false
    }

    private func answer(_ number: Int, of client: Int, _ frame: ServerFrame) {
        guard peers[client]?.open.remove(number) != nil else { return }
        send(frame, to: client)
    }

    // MARK: - Messages

    private func handle(_ message: LinkServer.Message) {
        switch message {
        case .answer(let client, let number, .success(let reply)):
            answer(number, of: client, .reply(number: number, reply: reply))
        case .answer(let client, let number, .failure(let refusal)):
            answer(number, of: client, .refusal(number: number, refusal: refusal))
        case .read(let outcome): take(outcome)
        case .grew:
            guard let note = growth.take() else { return }
            for client in peers.keys { peers[client]?.tell(note) }
        case .renew: renew()
        case .stopAccepting(let done):
            stopAccepting()
            done.post(())
        case .finish(let hasSuccessor, let done):
            stopAccepting()
            for client in peers.keys.sorted() { dismiss(client, hasSuccessor) }
            farewell = (.now + LinkLimits.farewell, done)
        }
    }

    private func take(_ outcome: ReadingLane.Outcome) {
        readings?.end(outcome, &peers)
        let client = outcome.client
        guard let peer = peers[client] else { return }
        let cost = GuestPace.cost(ofReading: outcome.duration)
        if peer.isGuest { pace.add(cost, of: peer.user, at: .now) }
        guard peers[client]?.open.remove(outcome.number) != nil else { return }
        if peer.isGuest, let wanted = outcome.files {
            if files == nil { files = FileWatch() }
            files?.watch(wanted)
        }
        if let log = outcome.log, let file = outcome.descriptors?.open.first {
            logs.add(log, file: file, for: client)
        }
        peer.stream.add(outcome.line, with: outcome.descriptors)
    }

    /// Listens anew where the socket's file was removed, so that nobody could come any more.
    private func renew() {
        guard let old = listener, !place.hasOwn, !place.isAway,
            let socket = try? place.listen(group: setting.group)
        else { return }
        close(old)
        listener = socket
        setting.note("The engine's socket was removed; it is there again.")
    }

    private func stopAccepting() {
        guard let socket = listener else { return }
        // The name first: nobody connects to what is never taken.
        place.removeOwn()
        close(socket)
        listener = nil
    }

    private func dismiss(_ client: Int, _ hasSuccessor: Bool) {
        guard let peer = peers[client], !peer.isLeaving else { return }
        // What is open was not decided; the client knows that by this frame.
        send(.ending(hasSuccessor: hasSuccessor), to: client)
        peers[client]?.deadline = .now + LinkLimits.farewell
        peers[client]?.isLeaving = true
    }
}

extension ServerFrame {
    /// The request that it answers.
    fileprivate var number: Int? {
        switch self {
        case .reply(let number, _), .refusal(let number, _), .launch(let number, _),
            .reading(let number, _):
            number
        case .welcome, .refused, .grew, .ending: nil
        }
    }
}
