/// Texts by their keys, in the order of the keys.
package struct KeyedTexts: Hashable, Codable, Sendable {
    package struct Entry: Hashable, Codable, Sendable {
        package let key: TrackingKey
        package let value: String

        package init(_ key: TrackingKey, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var entries: [Entry]

    /// Of several entries with one key the last one counts.
    package init(_ entries: [Entry] = []) {
        self.entries = []
        for entry in entries { self[entry.key] = entry.value }
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([Entry].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(entries)
    }

    package subscript(_ key: TrackingKey) -> String? {
        get {
            let place = place(of: key)
            guard place < entries.count, entries[place].key == key else { return nil }
            return entries[place].value
        }
        set {
            let place = place(of: key)
            let isThere = place < entries.count && entries[place].key == key
            switch (newValue, isThere) {
            case (let value?, true): entries[place] = Entry(key, value)
            case (let value?, false): entries.insert(Entry(key, value), at: place)
            case (nil, true): entries.remove(at: place)
            case (nil, false): break
            }
        }
    }

    /// Whether an entry is among these, byte for byte.
    package func holds(_ entry: Entry) -> Bool {
        self[entry.key]?.utf8.elementsEqual(entry.value.utf8) ?? false
    }

    /// The entries that are not among these yet; a value that differs refuses all of them.
    ///
    /// `owner` is whose parameters these are, for the refusal.
    func fresh(_ entries: [Entry], of owner: String) throws(Refusal) -> [Entry] {
        var fresh: [Entry] = []
        for entry in entries {
            guard let old = self[entry.key] else {
                fresh.append(entry)
                continue
            }
            guard old.utf8.elementsEqual(entry.value.utf8) else {
                throw Refusal(
                    .badInput,
                    "Changing param values is not allowed. Param with key='\(entry.key)' was "
                        + "already logged with value='\(old)' for \(owner). Attempted logging "
                        + "new value '\(entry.value)'."
                )
            }
        }
        return fresh
    }

    /// Where a key stands, or would stand.
    private func place(of key: TrackingKey) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
