using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Signalbox.Hosting;

/// <summary>Believes forwarded headers of the configured proxies and of nobody else.</summary>
internal static class ProxyHosting
{
    internal static void AddProxies(this WebApplicationBuilder builder) =>
        builder.Services.AddSignalboxOptions<ProxyOptions, ProxyOptionsValidator>("Proxies", new ProxyNetworksRule());

    /// <summary>Puts the middleware in front of everything. Not without a proxy: with no known one the framework's would believe everybody.</summary>
    internal static void UseProxies(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        if (ProxyOptions.Networks(options.From) is not { Count: > 0 } networks)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = options.Hops,
        };
        forwarded.KnownProxies.Clear(); // this machine, which is not a proxy unless it is said
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(forwarded);
    }
}
