using Npgsql;

namespace Signalbox.Postgres;

/// <summary>The connection string of this process's database, with the settings that the code counts on.</summary>
internal static class ConnectionStrings
{
    /// <summary>The embedded server's.</summary>
    internal static string ForEmbedded(ClusterLocation location) => new NpgsqlConnectionStringBuilder
    {
        Host = location.Sockets,
        Username = ClusterCreation.UserName,
        Database = "signalbox",

        // Neither is of use on a Unix socket, and asking for either takes a round trip.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.With();

    /// <summary>That of a user's own server; what it sets, stays.</summary>
    internal static string ForServer(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        return given.With(given.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static string With(this NpgsqlConnectionStringBuilder builder, HashSet<string>? given = null)
    {
        SetUnlessGiven("Maximum Pool Size", 20);
        SetUnlessGiven("Timeout", 5);
        SetUnlessGiven("Command Timeout", 30);
        SetUnlessGiven("Application Name", "signalbox");

        // Statements here leave no session state behind, and the reset is a round trip with each use.
        SetUnlessGiven("No Reset On Close", true);

        // Not a matter of taste: statements name their tables without schema, and parameters must not get into messages.
        builder.SearchPath = "signalbox";
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        return builder.ConnectionString;

        void SetUnlessGiven(string key, object value)
        {
            if (given is null || !given.Contains(key))
            {
                builder[key] = value;
            }
        }
    }
}
