import Domain

extension LockFile {
    /// The lock with a stage's new entry.
    ///
    /// A stage that has an entry keeps its place. A new one goes to `position`, or to the end.
    package func setting(
        _ entry: LockEntry,
        for name: String,
        at position: Int? = nil
    ) throws(InputMistakes) -> LockFile {
        var names = stages.map(\.name)
        if self.position(name) == nil {
            names.insert(name, at: min(position ?? names.count, names.count))
        }
        return try setting([(name, entry)], order: names)
    }

    /// The lock with the new entries of some stages.
    ///
    /// `order` names all stages of the new lock: those of this one in the order they stand in,
    /// and among them the new ones. The text of all other entries, and the comments around them,
    /// stay as they are wherever the file's form allows; else the whole file is written anew,
    /// without comments. However many entries there are, the text is gone through once.
    func setting(
        _ entries: [(name: String, entry: LockEntry)],
        order: [String]
    ) throws(InputMistakes) -> LockFile {
        let new = Dictionary(
            entries.map { (Array($0.name.utf8), $0.entry) },
            uniquingKeysWith: { $1 }
        )
        let place = SourcePlace(file: path, line: 1, column: 3)
        let all = order.compactMap { name -> Stage? in
            if let entry = new[Array(name.utf8)] {
                return Stage(name: name, entry: entry, place: place)
            }
            return position(name).map { stages[$0] }
        }
        let isNew = all.map { new[Array($0.name.utf8)] != nil }
        if let exchange = LockLines(self)?.exchange(all, isNew: isNew),
            let lock = exchanged(exchange, all, isNew: isNew)
        {
            return lock
        }
        let text = LockFile.text(of: all, rest: rest)
        return try LockFile(bytes: Array(text.utf8), path: path)
    }

    /// The lock whose lines were exchanged; nil where that gave another meaning.
    ///
    /// The first time the whole text is read to see that; from then on the form is known to bear
    /// it, and only the new entries are read.
    private func exchanged(
        _ exchange: LockLines.Exchange,
        _ all: [Stage],
        isNew: [Bool]
    ) -> LockFile? {
        let text = isProven ? exchange.newAlone : exchange.bytes
        let wanted = isProven ? zip(all, isNew).filter(\.1).map(\.0) : all
        guard let read = try? LockFile(bytes: text, path: path),
            read.means(wanted, isProven ? [] : rest)
        else { return nil }  // What is wrong with a text that is not used does not matter.
        let stages = zip(all, exchange.lines).map { stage, line in
            Stage(
                name: stage.name,
                entry: stage.entry,
                place: SourcePlace(file: path, line: line, column: 3)
            )
        }
        return LockFile(
            path: path,
            stages: stages,
            bytes: exchange.bytes,
            rest: rest,
            isProven: true
        )
    }

    private func means(_ stages: [Stage], _ rest: [ParameterValue.Member]) -> Bool {
        self.rest == rest
            && self.stages.elementsEqual(stages) { left, right in
                left.name.utf8.elementsEqual(right.name.utf8) && left.entry == right.entry
            }
    }

    /// The text DVC would write for this lock.
    package var plainText: String {
        Self.text(of: stages, rest: rest)
    }

    static func text(of stages: [Stage], rest: [ParameterValue.Member]) -> String {
        let entries = stages.map { ParameterValue.Member($0.name, $0.entry.value) }
        return LockText.text(
            of: .mapping(
                [.init("schema", .text("2.0")), .init("stages", .mapping(entries))] + rest
            )
        )
    }
}
