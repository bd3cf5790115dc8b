using System.Text.Json;
using Npgsql;
using Signalbox.Configuration;
using Signalbox.Secrets;

namespace Signalbox.Destinations;

/// <summary>Puts the destinations into the <see cref="DestinationDirectory"/>.</summary>
internal sealed partial class DestinationConfiguration(
    DestinationDirectory directory, DestinationVault vault, NpgsqlDataSource dataSource, ILogger<DestinationConfiguration> logger) : IConfigurationPart
{
    /// <summary>The name of this part of the configuration.</summary>
    internal const string Part = "destinations";

    /// <inheritdoc/>
    public string Name => Part;

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var destinations = new List<Destination>();
        foreach (var stored in await DestinationRows.ReadAllAsync(dataSource, cancellationToken))
        {
            destinations.Add(await OpenAsync(stored, cancellationToken));
        }

        directory.Replace(destinations);
    }

    private async Task<Destination> OpenAsync(StoredDestination stored, CancellationToken cancellationToken)
    {
        var secrets = new List<SigningSecret>();
        IReadOnlyList<KeyValuePair<string, string>> headers = [];
        foreach (var secret in stored.Secrets)
        {
            try
            {
                secrets.Add(new SigningSecret(await vault.OpenAsync(secret, cancellationToken), secret.ExpiresAt is { } end ? new DateTimeOffset(end) : null));
            }
            catch (SecretUnavailableException e)
            {
                LogUnavailable(logger, stored.Id, e.Message);
            }
        }

        try
        {
            headers = await vault.OpenHeadersAsync(stored, cancellationToken);
        }
        catch (SecretUnavailableException e)
        {
            // Without what may be its credentials nothing is sent: no secret, no signature, no request. Its deliveries wait for the repair.
            LogUnavailable(logger, stored.Id, e.Message);
            secrets.Clear();
        }

        var form = stored.Form;
        return new Destination
        {
            Id = stored.Id,
            Number = stored.Number,
            Tenant = form.Tenant,
            Url = new Uri(form.Url),
            Match = new DestinationMatch(stored.Id, form.Tenant, form.Types, form.Sources, FilterOf(form.Fields)),
            IsEnabled = stored.IsEnabled,
            Order = form.Ordered switch
            {
                DestinationForm.ByDestination => DeliveryOrder.Destination,
                DestinationForm.ByNothing => DeliveryOrder.None,
                _ => DeliveryOrder.Entity,
            },
            HoldsOnDeadLetter = form.DeadLetters == DestinationForm.Hold,
            IsThin = form.Payload == DestinationForm.Thin,
            Rate = form.Rate,
            Concurrency = form.Concurrency,
            Retry = new RetrySchedule(form.RetryWaits),
            Timeout = form.Timeout,
            DisableAfter = form.DisableAfter,
            Headers = headers,
            Secrets = secrets,
        };
    }

    private static FieldFilter? FilterOf(string fields)
    {
        using var json = JsonDocument.Parse(fields);
        return FieldFilter.Read(json.RootElement, static (pointer, fault) => throw new InvalidOperationException($"The filter on the field '{pointer}' {fault}"));
    }

    [LoggerMessage(7050, LogLevel.Error, "What is secret of the destination {Id} cannot be used: {Fault}")]
    private static partial void LogUnavailable(ILogger logger, string id, string fault);
}
