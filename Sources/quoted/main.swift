import Glibc
import QuoteService

let status = CommandLineProgram.run(
    arguments: Array(CommandLine.arguments.dropFirst()), environment: Environment.current)
exit(status.rawValue)
