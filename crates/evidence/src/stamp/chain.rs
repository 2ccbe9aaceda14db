//! From the certificate that signed to one that is trusted.

use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use jiff::Timestamp;
use ring::digest as hash;
use ring::signature::{self as signing, UnparsedPublicKey, VerificationAlgorithm};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::StampError;

/// Certificates of a token, or of a file of anchors, that are looked at.
pub(super) const CERTIFICATES_MAX: usize = 64;

/// Certificates between the one that signed and a trusted one.
const STEPS_MAX: usize = 6;

/// SHA-1: only to find a certificate in old tokens, never to sign.
pub(super) const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = super::SHA256;
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// `id-kp-timeStamping` of RFC 3161.
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// The certificates of a PEM file, as DER.
///
/// # Errors
/// When a block is no certificate.
pub fn certificates(pem: &[u8]) -> Result<Vec<Vec<u8>>, StampError> {
    let found = Certificate::load_pem_chain(pem)?;
    let found = found.into_iter().take(CERTIFICATES_MAX);
    Ok(found.map(|one| one.to_der()).collect::<Result<_, _>>()?)
}

pub(super) fn digest(by: ObjectIdentifier, bytes: &[u8]) -> Result<hash::Digest, StampError> {
    let algorithm = match by {
        SHA1 => &hash::SHA1_FOR_LEGACY_USE_ONLY,
        SHA256 => &hash::SHA256,
        SHA384 => &hash::SHA384,
        SHA512 => &hash::SHA512,
        other => return Err(StampError::Algorithm(other)),
    };
    Ok(hash::digest(algorithm, bytes))
}

/// Checks that the certificate's key signed a message.
pub(super) fn check_signed(
    by: &Certificate,
    (signature, digest): (ObjectIdentifier, Option<ObjectIdentifier>),
    (message, signed): (&[u8], &[u8]),
) -> Result<(), StampError> {
    let key = &by.tbs_certificate.subject_public_key_info;
    let curve = key.algorithm.parameters.as_ref();
    let curve: Option<ObjectIdentifier> = curve.and_then(|curve| curve.decode_as().ok());
    let algorithm: &dyn VerificationAlgorithm = match (signature, digest, curve) {
        (RSA_SHA256, _, _) | (RSA, Some(SHA256), _) => &signing::RSA_PKCS1_2048_8192_SHA256,
        (RSA_SHA384, _, _) | (RSA, Some(SHA384), _) => &signing::RSA_PKCS1_2048_8192_SHA384,
        (RSA_SHA512, _, _) | (RSA, Some(SHA512), _) => &signing::RSA_PKCS1_2048_8192_SHA512,
        (ECDSA_SHA256, _, Some(P256)) => &signing::ECDSA_P256_SHA256_ASN1,
        (ECDSA_SHA384, _, Some(P256)) => &signing::ECDSA_P256_SHA384_ASN1,
        (ECDSA_SHA256, _, Some(P384)) => &signing::ECDSA_P384_SHA256_ASN1,
        (ECDSA_SHA384, _, Some(P384)) => &signing::ECDSA_P384_SHA384_ASN1,
        (ED25519, _, _) => &signing::ED25519,
        (other, _, _) => return Err(StampError::Algorithm(other)),
    };
    let key = UnparsedPublicKey::new(algorithm, key.subject_public_key.raw_bytes());
    key.verify(message, signed).or(Err(StampError::BadSignature("it was not made by this key")))
}

/// Whether the certificate may stamp, was valid then, and leads to an anchor.
/// `false`: no anchors were given.
pub(super) fn check(
    signer: &Certificate,
    carried: &[Certificate],
    anchors: &[Vec<u8>],
    at: Timestamp,
) -> Result<bool, StampError> {
    let usage = signer.tbs_certificate.get::<ExtendedKeyUsage>()?;
    let is_for_stamps =
        usage.is_some_and(|(is_critical, usage)| is_critical && usage.0 == [TIME_STAMPING]);
    if !is_for_stamps {
        return Err(StampError::NotTrusted("it is not for time stamps alone"));
    }
    check_valid(signer, at)?;
    if anchors.is_empty() {
        return Ok(false);
    }
    let trusted: Result<Vec<_>, _> = anchors.iter().map(|one| Certificate::from_der(one)).collect();
    let trusted = trusted?;
    let mut current = signer;
    for _ in 0..STEPS_MAX {
        if trusted.contains(current) {
            return Ok(true);
        }
        let is_issuer = |one: &&Certificate| signed_by(current, one, at).is_ok();
        if trusted.iter().any(|one| is_issuer(&one)) {
            return Ok(true);
        }
        let above = carried.iter().find(|one| *one != current && is_issuer(one));
        current = above.ok_or(StampError::NotTrusted("it leads to no trusted certificate"))?;
    }
    Err(StampError::NotTrusted("the chain is too long"))
}

fn check_valid(certificate: &Certificate, at: Timestamp) -> Result<(), StampError> {
    let validity = &certificate.tbs_certificate.validity;
    let seconds = u64::try_from(at.as_second()).unwrap_or_default();
    let (from, to) =
        (validity.not_before.to_unix_duration(), validity.not_after.to_unix_duration());
    if from.as_secs() <= seconds && seconds <= to.as_secs() {
        Ok(())
    } else {
        Err(StampError::NotTrusted("it was not valid at that time"))
    }
}

/// Whether `issuer` may sign certificates and signed this one.
fn signed_by(
    certificate: &Certificate,
    issuer: &Certificate,
    at: Timestamp,
) -> Result<(), StampError> {
    let below = &certificate.tbs_certificate;
    let above = &issuer.tbs_certificate;
    if below.issuer != above.subject {
        return Err(StampError::NotTrusted("another issuer"));
    }
    check_valid(issuer, at)?;
    let may = above.get::<BasicConstraints>()?.is_some_and(|(_, basic)| basic.ca);
    let usage = above.get::<KeyUsage>()?;
    let signs = usage.is_none_or(|(_, usage)| usage.0.contains(KeyUsages::KeyCertSign));
    if !may || !signs {
        return Err(StampError::NotTrusted("the issuer may not issue"));
    }
    let message = below.to_der()?;
    let algorithm = (certificate.signature_algorithm.oid, None);
    check_signed(issuer, algorithm, (&message, certificate.signature.raw_bytes()))
}
