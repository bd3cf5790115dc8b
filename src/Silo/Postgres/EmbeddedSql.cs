namespace Signalbox.Postgres;

/// <summary>Statements too long for a string literal: <c>.sql</c> files embedded beside the code that runs them.</summary>
internal static class EmbeddedSql
{
    /// <summary>Reads <c>{capability}/Sql/{name}.sql</c>.</summary>
    /// <exception cref="InvalidOperationException">There is no such file in the assembly.</exception>
    internal static string Read(string capability, string name)
    {
        var resource = $"Signalbox.{capability}.Sql.{name}.sql";
        using var stream = typeof(EmbeddedSql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource '{resource}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
