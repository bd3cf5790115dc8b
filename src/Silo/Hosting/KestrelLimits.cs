using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Signalbox.Ingress;

namespace Signalbox.Hosting;

/// <summary>Bounds what a client can hold on to: bytes, headers, time and connections.</summary>
internal static class KestrelLimits
{
    internal static void AddKestrelLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSignalboxOptions<IngressOptions, IngressOptionsValidator>("Ingress");
        builder.Services.AddSignalboxOptions<LimitOptions, LimitOptionsValidator>("Limits");
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<IngressOptions>>(static (kestrel, ingress) => Apply(kestrel, ingress.Value));
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<IngressOptions>>(static (host, ingress) => host.ShutdownTimeout = ingress.Value.DrainTimeout);
        if (!HasAddress(builder.Configuration))
        {
            builder.WebHost.UseUrls(SettingsReader.DefaultUrl);
        }
    }

    private static void Apply(KestrelServerOptions kestrel, IngressOptions ingress)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = ingress.MaxBodyBytes;
        limits.MaxConcurrentConnections = ingress.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = ingress.MaxConnections;
        limits.MaxRequestHeadersTotalSize = 32 << 10;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

        // Longer than the 60 to 120 s of the usual proxies, so that it is never this side that closes a connection just being used.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }

    private static bool HasAddress(ConfigurationManager configuration) =>
        SettingsReader.Value(configuration, "urls") is not null
        || SettingsReader.Value(configuration, "http_ports") is not null
        || SettingsReader.Value(configuration, "https_ports") is not null
        || configuration.GetSection("Kestrel:Endpoints").Exists();
}
