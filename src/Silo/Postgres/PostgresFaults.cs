using Npgsql;

namespace Signalbox.Postgres;

/// <summary>Tells what a failure of PostgreSQL means for whoever caused it.</summary>
internal static class PostgresFaults
{
    /// <summary>
    /// Whether the statement itself was refused for its values (data exception, constraint, raised by a trigger), so that repeating it
    /// cannot help. Everything else (connection, shutdown, resources, deadlock, timeout) says nothing about the values.
    /// Classes: https://www.postgresql.org/docs/current/errcodes-appendix.html.
    /// </summary>
    internal static bool IsAboutTheValues(Exception e) =>
        e is PostgresException { SqlState: { Length: 5 } state } && state[..2] is "22" or "23" or "P0" or "21" or "54";

    /// <summary>Whether the transaction was rolled back only because of another one at the same time: deadlock, serialization failure.</summary>
    internal static bool IsAboutTheMoment(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>The failure in one line for the log. Holds no parameter values: Npgsql leaves out details unless told otherwise.</summary>
    internal static string Describe(Exception e) => e is PostgresException p ? $"{p.SqlState} {p.MessageText}" : $"{e.GetType().Name}: {e.Message}";
}
