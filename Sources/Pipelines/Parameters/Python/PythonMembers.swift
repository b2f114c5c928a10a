/// The members of a mapping as Python keeps them: a name keeps its first place and spelling, and
/// has the value given to it last.
struct PythonMembers {
    private(set) var list: [ParameterValue.Member] = []
    private var places: [ParameterValue: Int] = [:]

    mutating func set(_ key: ParameterValue, _ value: ParameterValue) {
        if let place = places[key] {
            list[place] = ParameterValue.Member(key: list[place].key, value: value)
        } else {
            places[key] = list.count
            list.append(ParameterValue.Member(key: key, value: value))
        }
    }

    mutating func remove(_ key: ParameterValue) {
        guard let place = places[key] else { return }
        list.remove(at: place)
        places = Dictionary(
            uniqueKeysWithValues: list.enumerated().map { ($0.element.key, $0.offset) }
        )
    }

    mutating func merge(_ other: PythonMembers) {
        for member in other.list { set(member.key, member.value) }
    }
}
