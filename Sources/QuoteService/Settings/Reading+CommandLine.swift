extension Reading {
    /// Reads the arguments after the program's name, as `getopt_long` does, except that names are not abbreviated and that
    /// a flag is never taken for the value of another: `--file --window 5` lacks a path.
    init(arguments: some Sequence<String>, offering offer: Settings.Offer) {
        self.init()
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                for operand in rest { refuse(operand: operand) }
                return
            } else if argument.hasPrefix("--") {
                readLong(argument, &rest, offer)
            } else if argument.hasPrefix("-"), argument != "-" {
                readShort(argument, &rest, offer)
            } else {
                refuse(operand: argument)
            }
        }
    }

    private mutating func readLong(_ argument: String, _ rest: inout ArraySlice<String>, _ offer: Settings.Offer) {
        let equals = argument.firstIndex(of: "=")
        let flag = String(argument[..<(equals ?? argument.endIndex)])
        let attached = equals.map { String(argument[argument.index(after: $0)...]) }
        guard let option = Option.all.first(where: { "--\($0.name)" == flag }) else {
            return refuse(flag: flag, hasValue: attached != nil, &rest, offer)
        }
        take(option, .flag(flag), attached, &rest, offer)
    }

    /// Reads `-f PATH`, `-fPATH` and switches that stand together, as in `-qv`.
    private mutating func readShort(_ argument: String, _ rest: inout ArraySlice<String>, _ offer: Settings.Offer) {
        // A long name with one dash is a usual slip; `-file` must not read a file called `ile`.
        let name = String(argument.dropFirst().prefix { $0 != "=" })
        if name.count > 1, Option.all.contains(where: { $0.name == name }) {
            return refuse(flag: "-\(name)", hasValue: argument.contains("="), &rest, offer)
        }
        var letters = argument.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = Option.all.first(where: { $0.short == letter }) else {
                mistakes.append(Mistake(.flag("-\(letter)"), "no such option"))
                return
            }
            if option.value.isSwitch {
                take(option, .flag("-\(letter)"), nil, &rest, offer)
            } else {
                take(option, .flag("-\(letter)"), letters.isEmpty ? nil : String(letters), &rest, offer)
                return
            }
        }
    }

    private mutating func take(
        _ option: Option, _ origin: Mistake.Origin, _ attached: String?, _ rest: inout ArraySlice<String>,
        _ offer: Settings.Offer
    ) {
        if let command = option.command {
            if attached != nil { mistakes.append(Mistake(origin, predicate: "takes no value")) }
            if offer == .available, option.availability == .later {
                mistakes.append(Mistake(origin, predicate: "is not available in this version"))
            } else {
                commands.insert(command)
            }
        } else if let attached {
            assign(option, .text(attached), at: origin, offering: offer)
        } else if option.value.isSwitch {
            assign(option, .text("true"), at: origin, offering: offer)
        } else if let next = rest.first, !Self.isFlag(next) {
            assign(option, .text(rest.removeFirst()), at: origin, offering: offer)
        } else {
            mistakes.append(Mistake(origin, "the value is missing; accepted: \(option.value.accepted)"))
        }
    }

    private static func isFlag(_ argument: String) -> Bool {
        if argument.hasPrefix("--") { return true }
        return argument.count == 2 && argument.first == "-" && Option.all.contains { $0.short == argument.last }
    }

    /// Refuses a flag that does not exist, and passes over what would be the value of the one that is probably meant.
    private mutating func refuse(
        flag: String, hasValue: Bool, _ rest: inout ArraySlice<String>, _ offer: Settings.Offer
    ) {
        let known = Option.all.filter { offer == .everything || $0.availability == .now }.map { "--\($0.name)" }
        mistakes.append(Mistake(.flag(flag), "no such option" + NearMatch.question(flag, among: known)))
        let meant = NearMatch.best(flag, among: known).flatMap { best in Option.all.first { "--\($0.name)" == best } }
        if let meant, !meant.value.isSwitch, !hasValue, let next = rest.first, !Self.isFlag(next) {
            rest.removeFirst()
        }
    }

    private mutating func refuse(operand: String) {
        mistakes.append(
            Mistake(.commandLine, "\(operand.inQuotes) belongs to no option; did you mean --file \(operand)?"))
    }
}
