using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Configuration;
using Signalbox.Destinations;
using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Postgres;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Secrets;

/// <summary>What a process knows of secrets and sources, on one database with others. Its clock stands still unless it is moved; nothing runs in the background.</summary>
internal sealed class KeyProcess : IDisposable
{
    private readonly DataFolder _folder;
    private readonly bool _ownsFolder;

    /// <param name="database">The database.</param>
    /// <param name="settings">Where its master keys are; by default in its data folder.</param>
    /// <param name="folder">An existing data folder; by default a new one.</param>
    internal KeyProcess(TestDatabase database, MasterKeySettings? settings = null, string? folder = null)
    {
        _ownsFolder = folder is null;
        _folder = DataFolder.Open(folder ?? Path.Combine(Path.GetTempPath(), $"signalbox-test-{Guid.NewGuid():n}"));
        Masters = MasterKeys.Open(settings, _folder);
        Keys = new DataKeys(database.DataSource, Masters);
        Vault = new Vault(Keys);
        Directory = new AccountDirectory([new AccountSettings("configured", "stripe", ["whsec_fake_configured"], null, DeadLetterPolicy.GoOn)]);
        Gate = new DatabaseGate();
        Gate.Open("15");
        Configuration = new ConfigurationWatch(
            [
                Keys,
                new SourceConfiguration(Directory, Vault, database.DataSource, NullLogger<SourceConfiguration>.Instance),
                new DestinationConfiguration(DestinationDirectory, new DestinationVault(Vault), database.DataSource, NullLogger<DestinationConfiguration>.Instance),
            ],
            database.DataSource, Gate, new ProcessFault(new NoLifetime()), Time,
            NullLogger<ConfigurationWatch>.Instance);
        Ring = new PostgresKeyRing(Keys, Masters, Configuration, database.DataSource, NullLogger<PostgresKeyRing>.Instance);
        Resealing = new Resealing(Keys, Vault, database.DataSource, Gate, Time, NullLogger<Resealing>.Instance);
        Destinations = new PostgresDestinations(new DestinationVault(Vault), Configuration, database.DataSource, Time, NullLogger<PostgresDestinations>.Instance);
        Sources = new PostgresSources(Directory, Vault, Configuration, database.DataSource, Time, NullLogger<PostgresSources>.Instance);
    }

    internal ManualTimeProvider Time { get; } = new();

    internal MasterKeys Masters { get; }

    internal DataKeys Keys { get; }

    internal Vault Vault { get; }

    internal AccountDirectory Directory { get; }

    internal DatabaseGate Gate { get; }

    internal ConfigurationWatch Configuration { get; }

    internal PostgresKeyRing Ring { get; }

    internal Resealing Resealing { get; }

    internal ISources Sources { get; }

    internal DestinationDirectory DestinationDirectory { get; } = new();

    internal IDestinationAdmin Destinations { get; }

    internal string Folder => _folder.Root;

    internal string MasterKeyFile => _folder.MasterKeyFile;

    public void Dispose()
    {
        Configuration.Dispose();
        Resealing.Dispose();
        _folder.Dispose();
        if (_ownsFolder)
        {
            System.IO.Directory.Delete(Folder, recursive: true);
        }
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new InvalidOperationException("Nothing runs that could find a fault.");
    }
}
