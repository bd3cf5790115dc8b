using Signalbox.Projections;
using Signalbox.Providers.Ayrshare;
using Signalbox.Providers.Clerk;
using Signalbox.Providers.Resend;
using Signalbox.Providers.SendGrid;
using Signalbox.Providers.Supabase;
using Signalbox.Providers.Twilio;

namespace Signalbox.Providers;

/// <summary>The providers whose events become facts, by name.</summary>
internal static class FactProjections
{
    /// <summary>The projection; <see langword="null"/> for a provider whose events are kept, ordered and forwarded without one.</summary>
    internal static IProjection? Of(string provider) => provider switch
    {
        "clerk" => ClerkProjection.Instance,
        "twilio" => TwilioProjection.Instance,
        "sendgrid" => SendGridProjection.Instance,
        "resend" => ResendProjection.Instance,
        "ayrshare" => AyrshareProjection.Instance,
        "supabase" => SupabaseProjection.Instance,
        _ => null,
    };
}
