using Npgsql;
using Signalbox.Configuration;
using Signalbox.Postgres;
using Signalbox.Providers.Definitions;

namespace Signalbox.Providers;

/// <summary>Puts the definitions that the API has stored into the catalog.</summary>
internal sealed partial class DefinitionConfiguration(ProviderCatalog catalog, NpgsqlDataSource dataSource, ILogger<DefinitionConfiguration> logger) : IConfigurationPart
{
    /// <summary>The name of this part of the configuration.</summary>
    internal const string Part = "provider_definitions";

    internal const string ReadSql = "SELECT name, definition FROM provider_definitions ORDER BY name";

    /// <inheritdoc/>
    public string Name => Part;

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ReadSql);
        var rows = await command.ReadAllAsync(static row => (Name: row.GetString(0), Json: row.GetFieldValue<byte[]>(1)), cancellationToken);
        var definitions = new List<ProviderDefinition>();
        foreach (var (name, json) in rows)
        {
            // A newer version may have stored what this one does not understand; the others must not suffer from it.
            if (DefinitionReader.Read(json, out var faults) is { } definition && definition.Name == name)
            {
                definitions.Add(definition);
            }
            else
            {
                LogFaulty(logger, name, string.Join("; ", faults));
            }
        }

        catalog.ReplaceStored(definitions);
    }

    [LoggerMessage(1552, LogLevel.Error, "The stored definition of the provider {Name} cannot be used: {Faults}")]
    private static partial void LogFaulty(ILogger logger, string name, string faults);
}
