using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Signalbox.Sandbox.Accounts;
using Signalbox.Sandbox.Api;
using Signalbox.Sandbox.Control;
using Signalbox.Sandbox.Faults;
using Signalbox.Sandbox.Requests;
using Signalbox.Sandbox.Webhooks;

namespace Signalbox.Sandbox;

/// <summary>Puts the sandbox together.</summary>
internal static class SandboxHosting
{
    private const int MaxBodyBytes = 1 << 20;

    internal static void AddSandbox(this WebApplicationBuilder builder, SandboxOptions options, TimeProvider time)
    {
        Check(options, new SandboxOptionsValidator());
        Check(options, new WebhookEndpointsValidator());
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddSingleton<EventBook>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton(_ => new RequestLimit(time)
        {
            Rule = options.RequestsPerSecond is { } requests ? new RequestLimitRule(requests, TimeSpan.FromSeconds(1), RetryAfterSeconds: null) : null,
        });
        services.AddSingleton(_ => new FaultPlan<FaultRule>(options.Seed, "fault_"));
        services.AddSingleton(_ => new FaultPlan<WebhookFaultRule>(~options.Seed, "wfault_"));
        services.AddSingleton(static all => new WebhookSender(
            all.GetRequiredService<SandboxOptions>(), all.GetRequiredService<FaultPlan<WebhookFaultRule>>(), all.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static all => new SandboxAccount(
            all.GetRequiredService<SandboxOptions>(), all.GetRequiredService<EventBook>(), all.GetRequiredService<WebhookSender>(),
            all.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RequestPipeline>();
        services.AddSingleton<ControlRoutes>();
        services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
    }

    internal static void MapSandbox(this WebApplication app)
    {
        var pipeline = app.Services.GetRequiredService<RequestPipeline>();
        ApiRoute[] all =
        [
            .. CustomerRoutes.All, .. PaymentRoutes.All, .. RefundRoutes.All, .. SubscriptionRoutes.All, .. InvoiceRoutes.All, .. CatalogRoutes.All,
            .. SessionRoutes.All, .. EventRoutes.All, .. ClockRoutes.All,
            .. AccountRoutes.Of(app.Services.GetRequiredService<SandboxOptions>().AccountId),
        ];
        foreach (var route in all)
        {
            app.MapMethods(route.Path, [route.Method], http => pipeline.RunAsync(http, route));
        }

        app.MapFallback("/v1/{**rest}", http => pipeline.RunAsync(http, route: null));
        app.Services.GetRequiredService<ControlRoutes>().Map(app);
    }

    private static void Check(SandboxOptions options, IValidateOptions<SandboxOptions> validator)
    {
        var result = validator.Validate(name: null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException("Sandbox", typeof(SandboxOptions), result.Failures);
        }
    }
}
