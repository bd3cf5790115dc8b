using Npgsql;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;

namespace Signalbox.Hosting;

/// <summary>Reads <see cref="SignalboxSettings"/> from the configuration. Whatever is wrong becomes a fault; touches nothing outside the process.</summary>
internal sealed class SettingsReader(IConfiguration configuration, SettingsFaults faults)
{
    internal const string DataKey = "SIGNALBOX_DATA";
    internal const string DatabaseKey = "ConnectionStrings:Signalbox";
    internal const string ApiKeyKey = "SIGNALBOX_API_KEY";
    internal const string PostgresBinKey = "SIGNALBOX_POSTGRES_BIN";
    internal const string RolesKey = $"{SettingKeys.Root}:Roles";
    internal const string UrlsKey = "ASPNETCORE_URLS";
    internal const string ProviderFolderKey = $"{SettingKeys.Root}:Providers:Folder";
    internal const string DefaultUrl = "http://127.0.0.1:8080";

    private const int MinApiKeyLength = 16;
    private const int MaxApiKeyLength = 512;

    internal SignalboxSettings Read()
    {
        CheckUrls();
        var dataFolder = ReadDataFolder();
        var (folder, catalog) = ReadProviders(dataFolder);
        return new SignalboxSettings(
            dataFolder, ReadDatabase(), ReadPostgresBin(), ReadApiKey(), ReadRoles(), new AccountsReader(configuration, faults, catalog).Read(),
            new MasterKeyReader(configuration, faults).Read())
        {
            ProviderFolder = folder,
            Providers = catalog,
        };
    }

    /// <summary>A value that is set and not empty: an empty variable, as an .env file leaves it, counts as not set.</summary>
    internal static string? Value(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } value ? value : null;

    private string ReadDataFolder()
    {
        var value = Value(configuration, DataKey) ?? "./.signalbox";
        try
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(value));
            if (File.Exists(path))
            {
                faults.Add(DataKey, value, "must be a folder, not a file");
            }

            return path;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            faults.Add(DataKey, value, "must be the path of a folder");
            return string.Empty;
        }
    }

    private (string? Folder, ProviderCatalog Catalog) ReadProviders(string dataFolder)
    {
        var catalog = new ProviderCatalog();
        var configured = Value(configuration, ProviderFolderKey);
        if (configured is not null && !Directory.Exists(configured))
        {
            faults.Add(ProviderFolderKey, configured, "must be a folder with definitions of providers (*.json)");
            return (null, catalog);
        }

        if (configured is null && dataFolder.Length == 0)
        {
            return (null, catalog);
        }

        // The default one need not exist yet: it is looked at again while the process runs.
        var folder = Path.GetFullPath(configured ?? Path.Combine(dataFolder, "providers"));
        var found = ProviderFolder.Read(folder, catalog.IsBuiltIn);
        foreach (var fault in found.Faults)
        {
            faults.Add(ProviderFolderKey, fault);
        }

        catalog.ReplaceConfigured(found.Definitions);
        return (folder, catalog);
    }

    private string? ReadDatabase()
    {
        if (Value(configuration, DatabaseKey) is not { } value)
        {
            return null;
        }

        try
        {
            if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(value).Host))
            {
                faults.AddSecret(DatabaseKey, value, "must name a server: Host=…;Database=…;Username=…;Password=…");
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // The parser's message may quote a part of the value, and a part of the value is a password.
            faults.AddSecret(DatabaseKey, value, "must be a connection string of Npgsql: Host=…;Database=…;Username=…;Password=…");
        }

        return value;
    }

    private string? ReadPostgresBin()
    {
        var value = Value(configuration, PostgresBinKey);
        if (value is not null && !File.Exists(Path.Combine(value, "postgres")))
        {
            faults.Add(PostgresBinKey, value, "must be a folder that holds the programs 'postgres' and 'initdb'");
        }

        return value;
    }

    private string? ReadApiKey()
    {
        var value = Value(configuration, ApiKeyKey);
        if (value is not null && (value.Length is < MinApiKeyLength or > MaxApiKeyLength || !value.All(static c => c is > ' ' and < '\u007f')))
        {
            faults.AddSecret(ApiKeyKey, value, $"must be {MinApiKeyLength} to {MaxApiKeyLength} visible ASCII characters");
        }

        return value;
    }

    private Roles ReadRoles()
    {
        if (Value(configuration, RolesKey) is not { } value)
        {
            return Roles.Api | Roles.Grains;
        }

        var roles = Roles.None;
        foreach (var name in value.Split(',', StringSplitOptions.TrimEntries))
        {
            var role = name switch { "api" => Roles.Api, "grains" => Roles.Grains, _ => Roles.None };
            if (role is Roles.None)
            {
                faults.Add(RolesKey, value, "must be 'api', 'grains' or 'api,grains'");
                break;
            }

            roles |= role;
        }

        return roles;
    }

    private void CheckUrls()
    {
        if (Value(configuration, "urls") is not { } urls)
        {
            return;
        }

        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                var address = BindingAddress.Parse(url);
                if (address.Scheme is not ("http" or "https") || (!address.IsUnixPipe && address.Port is < 0 or > 65_535))
                {
                    faults.Add(UrlsKey, urls, $"must be http:// or https:// addresses separated by ';', such as {DefaultUrl}");
                }
            }
            catch (FormatException)
            {
                faults.Add(UrlsKey, urls, $"must be http:// or https:// addresses separated by ';', such as {DefaultUrl}");
            }
        }
    }
}
