using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Signalbox.Ingress;
using Signalbox.Postgres;

namespace Signalbox.Hosting;

/// <summary>
/// Tells on standard output, once, that the process is ready and what somebody needs to send it a first webhook. The start is counted
/// from <c>startedAt</c>, not from the process's: that is ./run's own, which turns into this process when it has built it.
/// </summary>
internal sealed class Banner(
    SignalboxSettings settings, DataFolder folder, IAccounts accounts, DatabaseGate gate, IServer server, IHostApplicationLifetime lifetime,
    long startedAt) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            await gate.WaitUntilReadyAsync(stoppingToken);
            await Console.Out.WriteAsync(Text());
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before it was ready.
        }
    }

    private string Text()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(string.Empty);
        var lines = new List<string>
        {
            $"Signalbox is ready on {string.Join(", ", addresses)}  (started in {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0.0} s)",
        };
        lines.AddRange(accounts.All.Where(static account => account.State is SourceState.Active).Select(account => $"  ingest   POST {address}/ingest/{account.Name}"));
        if (settings.IsDevelopmentAccount)
        {
            // Not the secret itself: output goes to logs, and logs go far.
            lines.Add($"  secret   in {DataFolder.Display(folder.DevelopmentSecretFile)} (development)");
        }

        lines.Add(settings.ApiKey is null ? $"  api key  in {DataFolder.Display(folder.ApiKeyFile)}" : $"  api key  from {SettingsReader.ApiKeyKey}");
        lines.Add(settings.Database is null
            ? $"  data     {DataFolder.Display(folder.Root)} (embedded PostgreSQL {gate.ServerVersion})"
            : $"  data     PostgreSQL {gate.ServerVersion} of {SettingKeys.Display(SettingsReader.DatabaseKey)}");
        return string.Concat(lines.Select(static line => $"{line}\n"));
    }
}
