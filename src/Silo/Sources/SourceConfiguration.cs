using System.Net;
using Npgsql;
using Signalbox.Configuration;
using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Secrets;

namespace Signalbox.Sources;

/// <summary>Puts the sources that the API has made into the <see cref="AccountDirectory"/>.</summary>
internal sealed partial class SourceConfiguration(
    AccountDirectory directory, Vault vault, NpgsqlDataSource dataSource, ILogger<SourceConfiguration> logger) : IConfigurationPart
{
    /// <summary>The name of this part of the configuration.</summary>
    internal const string Part = "sources";

    /// <inheritdoc/>
    public string Name => Part;

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var made = new List<(Account, AccountSettings)>();
        foreach (var source in await SourceRows.ReadAsync(dataSource, cancellationToken))
        {
            made.Add(await OpenAsync(source, cancellationToken));
            if (directory.IsConfigured(source.Name) && source.DeletedAt is null)
            {
                LogShadowed(logger, source.Name);
            }
        }

        directory.Replace(made);
    }

    /// <inheritdoc/>
    public void Looked() => directory.Looked();

    private async Task<(Account Account, AccountSettings Settings)> OpenAsync(StoredSource source, CancellationToken cancellationToken)
    {
        var (lasting, expiring) = (new List<string>(), new List<ExpiringSecret>());
        var unopenedUntil = DateTimeOffset.MinValue;
        foreach (var secret in source.Secrets)
        {
            if (await OpenAsync(new SealedPlace(SealedColumn.SourceSecret, secret.Row), secret.Sealed, cancellationToken) is not { } value)
            {
                var until = secret.ExpiresAt is { } last ? new DateTimeOffset(last) : DateTimeOffset.MaxValue;
                unopenedUntil = until > unopenedUntil ? until : unopenedUntil;
                continue;
            }

            if (secret.ExpiresAt is { } end)
            {
                expiring.Add(new ExpiringSecret(value, new DateTimeOffset(end)));
            }
            else
            {
                lasting.Add(value);
            }
        }

        var apiKey = source.ApiKey is null ? null : await OpenAsync(new SealedPlace(SealedColumn.SourceApiKey, source.Name), source.ApiKey, cancellationToken);
        var policy = source.DeadLetters == SourceView.Hold ? DeadLetterPolicy.Hold : DeadLetterPolicy.GoOn;
        var account = new Account(source.Name, source.Provider, lasting, policy)
        {
            Expiring = expiring,
            UnopenedUntil = unopenedUntil,
            AllowFrom = AllowFromOf(source),
            PublicUrl = source.PublicUrl,
            State = source.DeletedAt is not null ? SourceState.Deleted : source.IsEnabled ? SourceState.Active : SourceState.Disabled,
        };
        return (account, new AccountSettings(source.Name, source.Provider, lasting, apiKey, policy) { IsDisabled = !source.IsEnabled });
    }

    // Whatever another version may have stored: what cannot be read admits nobody, rather than everybody.
    private static IReadOnlyList<IPNetwork> AllowFromOf(StoredSource source) =>
        [.. source.AllowFrom.Select(static text => AllowList.TryParse(text, out var network) ? network : new IPNetwork(IPAddress.None, 32))];

    /// <summary>One that does not open is left out: the other sources must not suffer from it.</summary>
    private async Task<string?> OpenAsync(SealedPlace place, byte[] value, CancellationToken cancellationToken)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(await vault.OpenAsync(place, value, cancellationToken));
        }
        catch (SecretUnavailableException e)
        {
            LogUnavailable(logger, e.Message);
            return null;
        }
    }

    [LoggerMessage(1411, LogLevel.Error, "A secret of a source cannot be used: {Fault}")]
    private static partial void LogUnavailable(ILogger logger, string fault);

    [LoggerMessage(1412, LogLevel.Warning, "The source {Name} is in the settings and was made by the API as well: what the settings say holds")]
    private static partial void LogShadowed(ILogger logger, string name);
}
